// The texts of the app, translated by the server into the page.
const words = JSON.parse(document.getElementById('words').textContent);

export function say(key, values = {}) {
  const text = values.n === 1 && words[key + '_one'] !== undefined ? words[key + '_one'] : words[key];
  if (text === undefined) throw new Error('No text called ' + key);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// All choices of a group: {value: word}.
export const options = (group) => words[group];

// The words of a choice, such as outcome or transport; the value itself where a newer server has more of them.
export function option(group, value) {
  return (words[group] && words[group][value]) || value;
}
