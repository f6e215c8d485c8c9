// What the list and the outbox say together of the ways on which one goes along. Touches no page.
export const KIND = 'care.trip';
const OVER = ['done', 'not_done'];

// Each way as the server knows it and as this phone has told since; the soonest first.
export function ownTrips(bundle, facts, now) {
  const told = new Map();
  for (const fact of facts.filter((one) => one.kind === KIND && one.state !== 'asked')) {
    const before = told.get(fact.body.trip);
    if (!before || before.at <= fact.at) told.set(fact.body.trip, fact);
  }
  return ((bundle && bundle.trips) || []).map((trip) => {
    const fact = told.get(trip.id);
    const state = fact ? fact.body.outcome : trip.state;
    return { trip, fact, state, isOver: OVER.includes(state), isLate: !OVER.includes(state) && state !== 'under_way' && Date.parse(trip.due) <= now };
  }).sort((one, other) => Number(one.isOver) - Number(other.isOver) || Date.parse(one.trip.due) - Date.parse(other.trip.due));
}
