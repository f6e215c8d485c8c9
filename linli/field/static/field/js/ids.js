// Ids of facts: UUID version 7, made here, so that they sort by time and a fact can be sent twice.
let last = 0;
let count = 0;

export function newId(now = Date.now()) {
  // Several facts in one millisecond stay in order by the twelve bits after the time.
  count = now <= last ? count + 1 : crypto.getRandomValues(new Uint16Array(1))[0] & 0x3ff;
  last = Math.max(now, last);
  if (count > 0xfff) { last += 1; count = 0; }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let rest = last;
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = rest % 256; rest = Math.floor(rest / 256); }
  bytes[6] = 0x70 | (count >> 8);
  bytes[7] = count & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
