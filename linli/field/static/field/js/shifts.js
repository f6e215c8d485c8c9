// One's own shifts, and what this phone has told of each. Touches no page.
const HOUR = 3600 * 1000;
const EARLY = 2 * HOUR; // so long before its start the server takes a check-in for a shift
const LATE = 12 * HOUR; // and so long after its end a check-out
const TOLD = { 'duty.check_in': 'came', 'duty.check_out': 'left', 'duty.handover': 'handed' };

const startOf = (shift) => Date.parse(shift.starts_at);
const endOf = (shift) => Date.parse(shift.ends_at);
export const opensAt = (shift) => startOf(shift) - EARLY;
const isOpen = (shift, at) => opensAt(shift) <= at && at <= endOf(shift) + LATE;
const away = (shift, at) => Math.max(startOf(shift) - at, at - endOf(shift), 0);

// `ahead`: how far this phone's clock is ahead, by which its facts are. Which shift a fact counts for, the server says.
export function standing(shifts, facts, at, ahead) {
  const all = shifts.map((shift) => ({ shift, told: {}, open: isOpen(shift, at) }));
  for (const fact of facts) {
    const what = TOLD[fact.kind];
    const when = fact.at - ahead;
    const near = what ? all.filter((one) => one.shift.place === fact.body.place && isOpen(one.shift, when)) : [];
    const [one] = near.sort((first, other) => away(first.shift, when) - away(other.shift, when));
    // The first coming and the last going stand.
    if (one && !(what === 'came' && one.told.came)) one.told[what] = fact;
  }
  return all;
}

// As the list has it, or as this phone has told since.
export function stateOf(one) {
  const { shift, told } = one;
  if (told.left || shift.left) return 'done';
  return told.came || shift.came ? 'present' : shift.state;
}

// The code that was typed, or that stands in the address that the poster leads to; empty when it is none.
export function codeIn(text) {
  const address = /\/at\/([A-Za-z0-9_-]{8,24})(?:\/|$)/.exec(text);
  const code = address ? address[1] : text.trim();
  return /^[A-Za-z0-9_-]{8,24}$/.test(code) ? code : '';
}
