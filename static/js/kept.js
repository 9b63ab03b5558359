/* Texts that the server has not, kept in this browser by person, place and field. IndexedDB writes
   at once, so that a browser that is killed has them too; after two weeks they are removed. */
(() => {
  "use strict";

  const STORE = "texts";
  const LONGEST_MS = 14 * 24 * 3600 * 1000;
  let opening;

  const open = () => {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("portal-kept", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };

  const within = async (mode, work) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.commit();
    });
  };

  const below = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

  window.portalKept = {
    put: (entry) => within("readwrite", (store) => store.put({ ...entry, at: Date.now() })),
    remove: (key) => within("readwrite", (store) => store.delete(key)),
    below: (prefix) => within("readonly", (store) => store.getAll(below(prefix))),
    removeOld: async () => {
      const all = await within("readonly", (store) => store.getAll());
      const old = all.filter((entry) => Date.now() - entry.at > LONGEST_MS);
      await Promise.all(old.map((entry) => window.portalKept.remove(entry.key)));
    },
  };
})();
