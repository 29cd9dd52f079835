import type { Database, Enqueue, Fence, JobLogLevel } from '@lamina/database';
import type { Progress, SessionOptions } from '@lamina/engine';
import type { HubSettings } from '@lamina/hub';
import type { Checkpoints } from '../work/checkpoints.ts';

/** What every handler is given besides its payload. */
export interface HandlerContext {
  readonly database: Database;
  /** Sends jobs that a job makes. */
  readonly enqueue: Enqueue;
  /** Under which every write is made. */
  readonly fence: Fence;
  readonly studyId: string | null;
  readonly folders: MaterialFolders;
  /** How sessions run on this machine. */
  readonly session: SessionOptions;
  /** How long one form may be measured again until its speed is known well enough, seconds. */
  readonly efficiencySeconds: number;
  /** Aborts on cancel, on shutdown, and when the attempt is lost. */
  readonly signal: AbortSignal;
  report(progress: Progress): void;
  /** Adds a line to the job's log, which its page shows. */
  log(level: JobLogLevel, message: string): void;
  /** What this attempt leaves for the next one, and what the ones before left for it. */
  readonly checkpoints: Pick<Checkpoints, 'find' | 'save'>;
}

/** Where a scorer finds what jobs name. */
export interface MaterialFolders {
  /** Folders that hold models by slug. */
  readonly modelRoots: readonly string[];
  /** The hub that models are downloaded from, and the folder they are kept in. */
  readonly hub: HubSettings;
  /** Folders that hold `<name>.txt` and `<name>.json`; the first that has a name counts. */
  readonly calibrations: readonly string[];
  /** Holds `<name>/task.json` and `<name>/test.jsonl`. */
  readonly benchmarks: string;
  /** Holds YAML task files, whose names come before all others; absent where the worker has none. */
  readonly tasks?: string;
  /** Where pruned models are written. */
  readonly modelStore: string;
  /** Digests of weight files that were read once. */
  readonly digests: string;
}
