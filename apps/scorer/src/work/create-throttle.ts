/** Passes on the newest of many values. */
export interface Throttle<Value> {
  send(value: Value): void;
  /** Resolves when the newest value has been passed on. */
  flush(): Promise<void>;
}

/**
 * Passes on a value at most once in `everyMs`, one after the other; what came in between is superseded. A value that cannot be stored is told to
 * `onError` and dropped.
 */
export function createThrottle<Value>(options: {
  readonly everyMs: number;
  readonly store: (value: Value) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Throttle<Value> {
  const { everyMs, store, onError } = options;
  let newest: { readonly value: Value } | null = null;
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    if (newest === null) return;
    const { value } = newest;
    newest = null;
    // Not the time of day, which jumps.
    last = performance.now();
    writing = writing.then(() => store(value)).catch(onError);
  };
  return {
    send(value) {
      newest = { value };
      if (performance.now() - last >= everyMs) write();
    },
    async flush() {
      write();
      await writing;
    },
  };
}
