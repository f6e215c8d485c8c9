// Ed25519: by the browser where it can, else by a script that is fetched only then.
const imported = new Map();
let native = true;

export async function verify(key, signature, message) {
  if (native) {
    try {
      return await crypto.subtle.verify({ name: 'Ed25519' }, await importedKey(key), signature, message);
    } catch (error) {
      if (!isMissing(error)) return false;
      native = false;
    }
  }
  const { verifyAsync } = await import('../vendor/noble-ed25519/noble-ed25519.js');
  // As strict as the others: without it, points that no signer of ours makes would be taken.
  return verifyAsync(signature, message, key, { zip215: false }).catch(() => false);
}

// How it is done here, for a page that tells.
export const verifiesBy = () => (native ? 'browser' : 'script');

// Old browsers know no Ed25519 and say so in several ways; a wrong key or signature gives false instead.
const isMissing = (error) => ['NotSupportedError', 'TypeError', 'SyntaxError'].includes(error.name);

function importedKey(key) {
  const name = key.join();
  if (!imported.has(name)) {
    if (imported.size > 64) imported.clear();
    imported.set(name, crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']));
  }
  return imported.get(name);
}
