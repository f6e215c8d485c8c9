// Small choices that are nobody's data: kept in the clear, for this phone.
export function setting(name, otherwise) {
  return localStorage.getItem('field-' + name) || otherwise;
}

export function set(name, value) {
  try {
    localStorage.setItem('field-' + name, value);
  } catch (error) {
    return; // no room: asked again next time
  }
}
