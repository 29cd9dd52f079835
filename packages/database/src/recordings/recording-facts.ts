import type { Recording } from '../../generated/client.ts';

/** Name of the file that describes a recording and lists its other files. */
export const RECORDING_FILE = 'recording.json';

/** Version of the layout of a recording's folder. */
export const RECORDING_FORMAT = 'lamina-recording@4';

/** Folder of the rows of every table, below the recording's folder: `<table>.jsonl.zst`. */
export const ROWS_FOLDER = 'rows';

/** Folder of the release of a recording, below the recording's folder. */
export const RELEASE_FOLDER = 'release';

/** A file of a recording. */
export interface RecordedFile {
  /** Path below the recording's folder. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The description of a recording: where, when and how it was measured, and every file with its SHA-256. */
export interface RecordingFacts extends Readonly<Pick<Recording, 'version' | 'title' | 'description' | 'device' | 'command' | 'commit'>> {
  readonly format: typeof RECORDING_FORMAT;
  /** When the first and the last measurement were stored, ISO 8601. */
  readonly startedAt: string;
  readonly recordedAt: string;
  /** The finished steps of a revision's recording, by its digest. A later recording does not repeat them. Absent in recordings made before. */
  readonly steps?: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly RecordedFile[];
}
