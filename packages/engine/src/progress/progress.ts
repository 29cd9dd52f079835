import type { Checkpoint } from './checkpoint.ts';

/** One step of a long job, for a progress bar or a log line. `done` and `total` count units of the phase (windows, requests, runs, MiB). */
export interface Progress {
  readonly phase: 'download' | 'prepare' | 'score' | 'evaluate' | 'measure' | 'write';
  readonly done: number;
  readonly total: number;
  readonly note?: string;
  /** What was done since the last step. A caller that keeps all parts can give them to a later run, which continues from there. */
  readonly checkpoint?: Checkpoint | undefined;
}
