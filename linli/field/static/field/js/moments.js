// Days and times as this city has them, whatever zone the phone is set to.
const HOUR = 3600 * 1000;
const ZONE = 8 * HOUR;
const two = (n) => String(n).padStart(2, '0');

// How far this phone's clock is ahead of the server's, as it was last seen.
let ahead = 0;
export const setAhead = (ms) => { ahead = ms || 0; };
export const now = () => Date.now() - ahead;

export const dayOf = (ms) => new Date(ms + ZONE).toISOString().slice(0, 10);
export const today = () => dayOf(now());
export const clock = (when) => new Date(new Date(when).getTime() + ZONE).toISOString().slice(11, 16);

export function daysBetween(from, until) {
  return Math.round((Date.parse(until) - Date.parse(from)) / (24 * HOUR));
}

// With the phone's own offset: the server hears what this clock says.
export function isoTime(date) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60000).toISOString().slice(0, 23);
  const size = Math.abs(offset);
  return local + (offset < 0 ? '-' : '+') + two(Math.floor(size / 60)) + ':' + two(size % 60);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function dayName(day) {
  const [year, month, date] = day.split('-').map(Number);
  if (document.documentElement.dataset.language === 'en') {
    return date + ' ' + MONTHS[month - 1] + (day.slice(0, 4) === today().slice(0, 4) ? '' : ' ' + year);
  }
  return (day.slice(0, 4) === today().slice(0, 4) ? '' : year + '年') + month + '月' + date + '日';
}
