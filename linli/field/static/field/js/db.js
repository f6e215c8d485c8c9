// IndexedDB behind promises: one transaction a call, finished when it is on disk.
const NAME = 'linli-field';
const STORES = { keys: 'id', kept: 'id', outbox: 'id' };
let opening = null;

function open() {
  if (opening) return opening;
  opening = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of Object.keys(STORES)) request.result.createObjectStore(store, { keyPath: STORES[store] });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => { opening = null; });
  return opening;
}

// `work` gets the store and may return a request, whose result is the answer once everything is committed.
export async function within(store, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    let request;
    transaction.oncomplete = () => resolve(request && 'result' in request ? request.result : request);
    transaction.onabort = () => reject(transaction.error);
    try {
      request = work(transaction.objectStore(store));
    } catch (error) {
      reject(error);
      try { transaction.abort(); } catch (again) { /* it has ended by itself */ }
    }
  });
}

export const get = (store, id) => within(store, 'readonly', (rows) => rows.get(id));
export const all = (store) => within(store, 'readonly', (rows) => rows.getAll());
export const put = (store, row) => within(store, 'readwrite', (rows) => rows.put(row));
export const remove = (store, id) => within(store, 'readwrite', (rows) => rows.delete(id));
export const clear = (store) => within(store, 'readwrite', (rows) => rows.clear());

// Read a row, let `change` say what it becomes (nothing: it stays), in one transaction that no other tab comes between.
export async function change(store, id, change_) {
  let after;
  await within(store, 'readwrite', (rows) => {
    const asked = rows.get(id);
    asked.onsuccess = () => {
      after = change_(asked.result);
      if (after) rows.put(after);
    };
  });
  return after;
}

export const isFull = (error) => Boolean(error) && error.name === 'QuotaExceededError';
