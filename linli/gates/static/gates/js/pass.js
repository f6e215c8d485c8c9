// What a scanned text is. Twin of lib/passes.py: same layout, same readings, whatever the text.
import { ALPHABET, decode } from './base45.js';
import { verify } from './verify.js';

const PREFIX = 'LL1:';
const KINDS = ['household', 'worker', 'supply', 'medical', 'vehicle', 'visitor'];
const EPOCH = Date.UTC(2020, 0, 1);
const MINUTE = 60000;
const SIGNATURE = 64;
const BEFORE_AREA = 29;
const AREA_SIZES = { 1: 7, 2: 17 };

// keys: {number: public half in base64}; city: the prefix code within which a pass of ours lies.
// {reading, claims}; claims only of a pass that this city signed, else null.
export async function readPass(text, keys, { city = '', withdrawn = [] } = {}) {
  const bare = text.replace(/^[\r\n\t]+|[\r\n\t]+$/g, ''); // no blanks: they are digits of base45
  if (!bare.startsWith(PREFIX)) return told('not_a_pass');
  const body = bare.slice(PREFIX.length);
  const whole = body.length - (body.length % 3);
  const content = decode(body.slice(0, whole));
  if (content === null) return told('unreadable');
  const wrong = shape(content, body.slice(whole));
  return wrong ? told(wrong) : read(content, keys, city, withdrawn);
}

const told = (reading, claims = null) => ({ reading, claims });

function shape(content, rest) {
  if (Array.from(rest).some((character) => !ALPHABET.includes(character))) return 'unreadable';
  if (!content.length) return 'truncated';
  const area = AREA_SIZES[content[0] >> 4];
  if (area === undefined) return 'unreadable';
  const size = BEFORE_AREA + area + SIGNATURE;
  if (content.length < size) return 'truncated';
  return rest || content.length > size ? 'forged' : '';
}

async function read(content, keys, city, withdrawn) {
  const record = content.slice(0, -SIGNATURE);
  const area = areaOf(record);
  const number = uint(record, 1, 3);
  if (!area) return told('forged');
  if (!area.startsWith(city)) return told('other_city'); // another city numbers its keys as it likes
  if (withdrawn.includes(number)) return told('withdrawn_key');
  const key = publicHalf(keys[number]);
  if (key === null) return told('unknown_key');
  if (!(await verify(key, content.slice(-SIGNATURE), record))) return told('forged');
  const claims = claimsOf(record, area, number);
  return claims ? told('read', claims) : told('unreadable');
}

function publicHalf(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64 || ''), (character) => character.charCodeAt(0));
    return bytes.length === 32 ? bytes : null;
  } catch {
    return null;
  }
}

function areaOf(record) {
  let digits = 0n;
  for (const byte of record.slice(BEFORE_AREA)) digits = digits * 256n + BigInt(byte);
  const written = String(digits);
  return written.startsWith('1') ? written.slice(1) : '';
}

function claimsOf(record, area, number) {
  const kind = KINDS[record[0] & 15];
  if (kind === undefined) return null; // signed by us, and by a later version
  const start = uint(record, 19, 22);
  return {
    id: uuid(record.slice(3, 19)),
    kind,
    area,
    valid_from: time(start),
    valid_until: time(start + uint(record, 22, 25)),
    people: record[25],
    every_days: record[26],
    times: record[27] >> 3,
    max_hours: record[28],
    forfeits: record[27] & 7,
    key_number: number,
  };
}

const uint = (bytes, start, end) => bytes.slice(start, end).reduce((sum, byte) => sum * 256 + byte, 0);
const time = (minutes) => new Date(EPOCH + minutes * MINUTE).toISOString();

function uuid(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
