export { slugOf } from '@lamina/hub';
export { type CsvRow, parseCsv } from './formats/parse-csv.ts';
export type { ModelUpload, ReceivedFile, UploadFile } from './models/model-upload.ts';
export { MODEL_UPLOAD_LIMITS } from './models/model-upload-limits.ts';
export { ModelUploadStore } from './models/model-upload-store.ts';
export {
  type EvaluationContent,
  type EvaluationTexts,
  parseEvaluationContent,
  type TaskSamples,
} from './results/evaluation-content.ts';
export { type PublishedScoreRow, parsePublishedScores, readPublishedScores } from './results/parse-published-scores.ts';
export { parseScoreContent, type ScoreContent, type ScoreRow, type TableFormat } from './results/parse-score-rows.ts';
export {
  checkSharedFile,
  parseSharedFile,
  SHARED_FORMAT,
  type SharedCheck,
  type SharedFile,
} from './results/shared-file.ts';
