import { createHash } from 'node:crypto';

/**
 * What a run has done so far, as JSON, for a run of the same kind on the same model that goes on later. Entries of a later part replace those of
 * the same key, so parts are joined by Object.assign; entries that do not fit the later run are passed over.
 */
export type Checkpoint = Readonly<Record<string, unknown>>;

/** A key of what is asked, to the token: equal for equal questions in whatever run. */
export function keyOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 24);
}

/** Units of work that an earlier run may have done. */
export interface WorkDone<T> {
  readonly count: number;
  /** Entries for the checkpoint; absent where the unit was found in one. */
  readonly checkpoint?: Readonly<Record<string, T>>;
}
