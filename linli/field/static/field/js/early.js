// Before anything is drawn: type size and language as this phone has them. A plain script, so that it runs first.
(function () {
  var root = document.documentElement;
  var own = /\/field\/app\/([a-z-]+)\//.exec(location.pathname);
  try {
    if (localStorage.getItem('field-large') === '1') root.classList.add('ll-large');
    if (own) {
      localStorage.setItem('field-language', own[1]);
    } else {
      var wanted = localStorage.getItem('field-language');
      var code = /\/field\/enrol\/([0-9A-Za-z-]+)\//.exec(location.pathname);
      var hash = code ? '#/enrol/' + code[1] : location.hash;
      // The first page came in the language that the server chose; the kept one is always the same.
      if (!wanted) localStorage.setItem('field-language', root.dataset.language);
      if (wanted && wanted !== root.dataset.language) location.replace('/field/app/' + wanted + '/' + hash);
      else if (code) location.replace('/field/' + hash);
    }
  } catch (error) {
    root.dataset.storage = 'refused'; // the app says so
  }
})();
