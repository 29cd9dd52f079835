import { createHash } from 'node:crypto';
import type { ImportLayerScoresInput } from './import-layer-scores.input.ts';
import { parseScoreRows, type ScoreRow } from './parse-score-rows.ts';

/** A table of imported layer scores, parsed. */
export interface ScoreContent {
  /** SHA-256 (hex) of the table as it was sent. */
  readonly contentSha256: string;
  readonly rows: readonly ScoreRow[];
}

/** @throws AppError BAD_USER_INPUT naming the row and what is wrong with it. */
export function parseScoreContent({ content, format }: Pick<ImportLayerScoresInput, 'content' | 'format'>): ScoreContent {
  return { contentSha256: createHash('sha256').update(content, 'utf8').digest('hex'), rows: parseScoreRows(content, format) };
}
