/** Saves of parts of a result, which run one after the other while the rest is measured. */
export interface OrderedSaves {
  add(save: () => Promise<void>): void;
  /** Waits for all of them. Rejects with the error of the first that failed; those after it did not run. */
  end(): Promise<void>;
}

export function saveInOrder(): OrderedSaves {
  let saving: Promise<void> = Promise.resolve();
  return {
    add(save) {
      saving = saving.then(save);
      // The error is handled at the end. A lost attempt must not end the worker before the process has stopped.
      saving.catch(() => undefined);
    },
    end: () => saving,
  };
}
