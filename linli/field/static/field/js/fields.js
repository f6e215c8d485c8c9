// Fields of the forms: their choices, their labels, what is wrong with them, and what they hold.
import { element, piece, write } from './dom.js';
import { today } from './moments.js';
import { options, say } from './words.js';

let made = 0;

// `data-options` names the choices; a select gets options, anything else rows to tap.
export function choicesIn(node) {
  node.querySelectorAll('[data-options]').forEach((place) => {
    if (place.children.length) return;
    const only = place.dataset.only ? place.dataset.only.split(' ') : null;
    const choices = Object.entries(options(place.dataset.options)).filter(([value]) => !only || only.includes(value));
    made += 1;
    choices.forEach(([value, word], at) => {
      const chosen = place.dataset.value ? value === place.dataset.value : at === 0 && 'first' in place.dataset;
      place.append(place.tagName === 'SELECT' ? optionOf(value, word, chosen) : choiceOf(place, value, word, chosen));
    });
  });
}

function optionOf(value, word, chosen) {
  const option = element('option', '', word);
  option.value = value;
  option.selected = chosen;
  return option;
}

function choiceOf(place, value, word, chosen) {
  const choice = piece('choice');
  const input = choice.querySelector('input');
  input.type = 'many' in place.dataset ? 'checkbox' : 'radio';
  // Two lines of one part must not share their radio buttons.
  input.name = place.dataset.name + '~' + made;
  input.value = value;
  input.checked = chosen;
  write(choice, 'word', word);
  return choice;
}

export function membersIn(node, members) {
  node.querySelectorAll('[data-who]').forEach((select) => {
    if (select.options.length > 1) return;
    members.forEach((member) => select.append(optionOf(member.id, member.name || say('somebody'), false)));
  });
}

export function todayIn(node) {
  node.querySelectorAll('[data-today]').forEach((input) => { if (!input.value) input.value = today(); });
}

export function labelsIn(node) {
  node.querySelectorAll('.ll-field').forEach((field) => {
    const label = field.querySelector(':scope > label');
    const control = field.querySelector('input, select, textarea');
    if (!label || !control || control.id) return;
    made += 1;
    control.id = 'field-' + made;
    label.htmlFor = control.id;
  });
}

// {name: value}, many values as an array; what lies in `except` is left out.
export function valuesOf(node, except) {
  const found = {};
  node.querySelectorAll('input, select, textarea').forEach((control) => {
    const name = control.name.split('~')[0];
    if (!name || name.startsWith('channel-') || (except && control.closest(except))) return;
    if (control.type === 'checkbox') {
      found[name] = found[name] || [];
      if (control.checked) found[name].push(control.value);
    } else if (control.type !== 'radio' || control.checked) {
      found[name] = control.value.trim();
    }
  });
  return found;
}

// Says beside each field what is wrong with it; answers with the first one.
export function wrongsIn(form) {
  form.querySelectorAll('.ll-error').forEach((old) => old.remove());
  form.querySelectorAll('.ll-field-wrong').forEach((old) => old.classList.remove('ll-field-wrong'));
  const wrong = [];
  form.querySelectorAll('input, select, textarea').forEach((control) => {
    control.removeAttribute('aria-invalid');
    if (!control.checkValidity()) wrong.push({ field: control, text: say(control.dataset.wrong || 'needed') });
  });
  form.querySelectorAll('[data-some]').forEach((place) => {
    if (!place.querySelector(':checked')) wrong.push({ field: place.querySelector('input'), text: say(place.dataset.some) });
  });
  wrong.forEach(mark);
  return wrong[0] || null;
}

function mark({ field, text }) {
  const error = piece('error');
  write(error, 'say', text);
  made += 1;
  error.id = 'field-' + made;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', error.id);
  const around = field.closest('fieldset.ll-field, .ll-field');
  around.classList.add('ll-field-wrong');
  // A paragraph holds no paragraph: the words stand after the field.
  around.append(...(around.tagName === 'P' ? [Object.assign(element('span', 'll-error'), { id: error.id })] : [error]));
  if (around.tagName === 'P') around.lastElementChild.append(...error.childNodes);
}
