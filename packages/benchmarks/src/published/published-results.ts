import type { PublishedRemoval, PublishedResult } from './published-result.ts';
import { SHORTGPT_TABLE_2 } from './shortgpt/table-2.ts';
import { SHORTGPT_TABLE_9 } from './shortgpt/table-9.ts';
import { SHORTGPT_TABLES_1_AND_3_TO_6 } from './shortgpt/tables-1-and-3-to-6.ts';
import { SHORTGPT_TABLES_7_AND_8 } from './shortgpt/tables-7-and-8.ts';

/** Numbers from papers, one per table cell, for comparison with measured numbers. */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = [
  ...SHORTGPT_TABLES_1_AND_3_TO_6,
  ...SHORTGPT_TABLE_2,
  ...SHORTGPT_TABLES_7_AND_8,
];

/** Lists of removed blocks from papers. */
export const PUBLISHED_REMOVALS: readonly PublishedRemoval[] = SHORTGPT_TABLE_9;
