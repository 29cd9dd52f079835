import { createHash } from 'node:crypto';

/**
 * What a run has done so far, as JSON. A later run of the same kind on the same model continues from it. An entry of a later part replaces the entry
 * of the same key, so parts are joined by Object.assign. Entries that do not fit the later run are ignored.
 */
export type Checkpoint = Readonly<Record<string, unknown>>;

/** A key that names what is asked, to the token: equal questions have equal keys in every run. */
export function keyOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 24);
}

/** Units of work, some of which an earlier run may have done. */
export interface WorkDone<T> {
  readonly count: number;
  /** The entries for the checkpoint; absent where the unit came from a checkpoint. */
  readonly checkpoint?: Readonly<Record<string, T>> | undefined;
}
