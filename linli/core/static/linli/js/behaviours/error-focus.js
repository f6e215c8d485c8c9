// The summary of errors takes the focus, so that it is read first and its links are next.
export default function errorFocus(summary) {
  summary.focus();
}
