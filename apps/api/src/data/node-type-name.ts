/** Every type that has a global id, by its name in the schema. */
export const NODE_TYPE_NAMES = [
  'ModelFamily',
  'Model',
  'ModelRevision',
  'Layer',
  'LayerScore',
  'CalibrationSet',
  'CalibrationConfig',
  'ScoreRun',
  'Pruning',
  'Benchmark',
  'Evaluation',
  'Sample',
  'Efficiency',
  'Study',
  'Job',
  'JobAttempt',
  'JobEvent',
  'Worker',
  'ResultImport',
  'Release',
  'ApiToken',
  'Comparison',
  'PublishedResult',
  'LeaderboardRow',
] as const;

export type NodeTypeName = (typeof NODE_TYPE_NAMES)[number];
