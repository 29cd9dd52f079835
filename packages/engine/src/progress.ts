/** A step of a long job, for a bar or a log line. `done` and `total` count units of the phase (windows, requests, runs, MiB). */
export interface Progress {
  readonly phase: 'download' | 'prepare' | 'score' | 'evaluate' | 'measure' | 'write';
  readonly done: number;
  readonly total: number;
  readonly note?: string;
}
