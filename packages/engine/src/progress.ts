import type { Checkpoint } from './checkpoint.ts';

/** A step of a long job, for a bar or a log line. `done` and `total` count units of the phase (windows, requests, runs, MiB). */
export interface Progress {
  readonly phase: 'download' | 'prepare' | 'score' | 'evaluate' | 'measure' | 'write';
  readonly done: number;
  readonly total: number;
  readonly note?: string;
  /** What was done since the last step, for callers that keep it: joined with the parts before, a later run goes on from it. */
  readonly checkpoint?: Checkpoint;
}
