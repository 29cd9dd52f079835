import type { Database, Enqueue, Fence, JobLogLevel } from '@lamina/database';
import type { EfficiencyOptions, SessionOptions } from '@lamina/engine';
import type { HubSettings } from '@lamina/hub';
import type { BucketSettings } from '@lamina/model-store';
import type { DigestOptions, Progress } from '@lamina/models';

/** All jobs of a worker share these. */
export interface WorkerContext {
  readonly database: Database;
  /** Queues jobs that a job creates. */
  readonly enqueue: Enqueue;
  readonly folders: MaterialFolders;
  /** How sessions run on this machine. */
  readonly session: SessionOptions;
  readonly efficiency: EfficiencySettings;
}

/** The context that every handler receives besides its payload. */
export interface HandlerContext extends WorkerContext {
  /** The fence for every write. */
  readonly fence: Fence;
  readonly studyId: string | null;
  /** Aborts on cancel, on shutdown, and when the attempt is lost. */
  readonly signal: AbortSignal;
  report(progress: Progress): void;
  /** Adds a line to the job's log, which is shown on the job's page. */
  log(level: JobLogLevel, message: string): void;
  /** The checkpoint for the next attempt, and the one from earlier attempts. */
  readonly checkpoints: JobCheckpoints;
}

/** Stores the checkpoint from which the next attempt continues. */
export interface JobCheckpoints {
  /** The checkpoint of earlier attempts; undefined if there is none. The reader must check that it fits. */
  find(): Promise<unknown>;
  /** Stores a state as JSON; the newest one counts. It is written at intervals, and before the job is returned to the queue. */
  save(value: object): void;
}

/** How speed is measured on this machine. */
export type EfficiencySettings = Pick<EfficiencyOptions, 'rounds' | 'budgetSeconds' | 'promptTokens' | 'generatedTokens'>;

/** The folders in which a scorer finds the models and texts of jobs. */
export interface MaterialFolders {
  /** Folders that hold models by slug. The first one holds the bundled models. */
  readonly modelRoots: readonly string[];
  /** The last one of modelRoots: the API puts models there that people upload. */
  readonly uploadedModels: string;
  /** The hub for downloading models, and its cache folder. */
  readonly hub: HubSettings;
  /** Folders with `<name>.txt` and `<name>.json`; the first folder that has a name wins. */
  readonly calibrations: readonly string[];
  /** Holds the texts on which losses are measured, as readLossTexts reads them. */
  readonly texts: string;
  /** Holds YAML task files, with their rows beside them. */
  readonly benchmarks: string;
  /** Holds YAML task files, which take precedence over other tasks; undefined if the worker has none. */
  readonly tasks: string | undefined;
  /** Folder for pruned models. */
  readonly modelStore: string;
  /** The bucket that also gets their files; null: none. */
  readonly bucket: BucketSettings | null;
  /** Where digests of weight files and packed weights are kept. */
  readonly digests: DigestOptions;
}
