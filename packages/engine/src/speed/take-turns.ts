/** The time that one run took, in seconds; `decode` is 0 for a model without caches. */
export interface RunTimes {
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
}

/** What is run; `dense` is null for the whole model itself. */
export interface TurnTakers {
  readonly form: () => Promise<RunTimes>;
  readonly dense: (() => Promise<RunTimes>) | null;
}

export interface Turns {
  /** At least one. */
  readonly runs: readonly RunTimes[];
  /** `denseRuns[i]` ran beside `runs[i]`; none for the whole model itself. */
  readonly denseRuns: readonly RunTimes[];
}

/** Opening the models takes longer, so that short runs are averaged at little cost, and long ones run once. */
const LEAST_MS = 250;

/**
 * Runs a form and the whole model alternately for a quarter of a second, at least once. The order is swapped each time (form, dense, dense, form, …), so that
 * neither a slow moment of the machine nor the first place favours one of them.
 */
export async function takeTurns(
  { form, dense }: TurnTakers,
  { startsWithDense, now = () => performance.now() }: { readonly startsWithDense: boolean; readonly now?: () => number },
): Promise<Turns> {
  const runs: RunTimes[] = [];
  const denseRuns: RunTimes[] = [];
  const started = now();
  do {
    const isDenseFirst = startsWithDense === (runs.length % 2 === 0);
    if (dense && isDenseFirst) denseRuns.push(await dense());
    runs.push(await form());
    if (dense && !isDenseFirst) denseRuns.push(await dense());
  } while (now() - started < LEAST_MS);
  return { runs, denseRuns };
}
