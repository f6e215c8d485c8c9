// Recording a fact: into the outbox, said aloud, and on its way after the seconds in which it can be taken back.
import { announce } from './bars.js';
import { clock } from './moments.js';
import { tell } from './news.js';
import * as outbox from './outbox.js';
import { look, UNDO_MS } from './sender.js';
import { say } from './words.js';

// `isSeen`: the row under the finger changes by itself.
export async function record(fact, door, isSeen = true) {
  const kept = await outbox.add(fact.kind, fact.body);
  announce(say('recorded', { door: door || '', time: clock(kept.at) }), isSeen);
  tell('outbox');
  look(UNDO_MS + 200);
  return kept;
}

export async function takeBack(id, door) {
  const gone = await outbox.undo(id);
  announce(gone ? say('taken_back', { door: door || '' }) : say('too_late'), gone);
  tell('outbox');
  return gone;
}
