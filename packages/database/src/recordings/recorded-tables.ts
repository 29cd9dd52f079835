/** A table that a recording carries. */
export interface RecordedTable {
  readonly name: string;
  /** Columns that identify a row in every database. A row that exists there is used instead of the recorded one. Empty: the recorded row is always new. */
  readonly key: readonly string[];
  /** Columns that hold only where the row was measured: they refer to jobs and files of that machine. */
  readonly local: readonly string[];
  /** Whether its rows name the recording that brought them. */
  readonly isMeasured: boolean;
  /** Values that hold wherever a recording is imported, instead of those of the machine that measured. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

const facts = (name: string, key: readonly string[], local: readonly string[] = []): RecordedTable => ({
  name,
  key,
  local,
  isMeasured: false,
});
const part = (name: string): RecordedTable => facts(name, []);
const measured = (name: string, local: readonly string[]): RecordedTable => ({ name, key: [], local, isMeasured: true });

/** The tables of a recording: a table follows those that its rows refer to. */
export const RECORDED_TABLES: readonly RecordedTable[] = [
  facts('ModelFamily', ['slug']),
  // A recording holds numbers, not the models' files.
  { ...facts('Model', ['slug'], ['currentRevisionId']), elsewhere: { source: 'declared' } },
  { ...facts('ModelRevision', ['modelId', 'digest']), elsewhere: { location: '' } },
  facts('Layer', ['revisionId', 'index']),
  facts('CalibrationSet', ['slug']),
  facts('CalibrationConfig', ['digest']),
  facts('Benchmark', ['name', 'version', 'digest']),
  measured('ScoreRun', ['studyId', 'jobId', 'attempt']),
  part('LayerScore'),
  part('ScoreUnit'),
  part('SpanScore'),
  measured('Pruning', ['studyId', 'jobId', 'attempt', 'artefactPath', 'artefactFiles']),
  measured('Evaluation', ['jobId', 'attempt']),
  part('Sample'),
  measured('Efficiency', ['jobId', 'attempt']),
];
