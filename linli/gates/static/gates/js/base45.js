// Bytes as the 45 characters that a QR code stores in five and a half bits each (RFC 9285). Twin of lib/base45.py.
export const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

// Nothing for a text that no bytes give.
export function decode(text) {
  const values = Array.from(text, (character) => ALPHABET.indexOf(character));
  if (values.includes(-1) || values.length % 3 === 1) return null;
  const bytes = [];
  for (let start = 0; start < values.length; start += 3) {
    const [low, middle, high] = values.slice(start, start + 3);
    const number = low + middle * 45 + (high === undefined ? 0 : high * 2025);
    if (number >= (high === undefined ? 256 : 65536)) return null;
    if (high !== undefined) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}
