/** Forwards the newest of many values. */
export interface Throttle<Value> {
  send(value: Value): void;
  /** Resolves when the newest value has been forwarded. */
  flush(): Promise<void>;
}

/**
 * Forwards at most one value per `everyMs`, one after the other; intermediate values are skipped. If a value cannot be stored, `onError` is called
 * and the value is dropped.
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
    // Monotonic time; the time of day may jump.
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
