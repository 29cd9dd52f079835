import { GHOSTED_LAYERS_RESULTS } from './ghosted-layers/accuracy-and-perplexity.ts';
import { LINEAR_PATCH_ABLATIONS } from './linear-patch/ablations.ts';
import { LINEAR_PATCH_ACCURACY } from './linear-patch/accuracy.ts';
import { LINEAR_PATCH_PERPLEXITY } from './linear-patch/perplexity.ts';
import { LINEAR_PATCH_TABLE_8 } from './linear-patch/table-8.ts';
import { LLM_DROP_RESULTS } from './llm-drop/average-and-speedup.ts';
import { PRUNE_AND_COMP_PERPLEXITY } from './prune-and-comp/perplexity.ts';
import { PRUNE_AND_COMP_REMOVALS } from './prune-and-comp/removal-orders.ts';
import type { PublishedRemoval, PublishedResult } from './published-result.ts';
import { REPLACE_ME_TABLE_1 } from './replace-me/table-1.ts';
import { REPLACE_ME_TABLES_2_7_AND_9 } from './replace-me/tables-2-7-and-9.ts';
import { SHORTGPT_TABLE_2 } from './shortgpt/table-2.ts';
import { SHORTGPT_TABLE_9 } from './shortgpt/table-9.ts';
import { SHORTGPT_TABLES_1_AND_3_TO_6 } from './shortgpt/tables-1-and-3-to-6.ts';
import { SHORTGPT_TABLES_7_AND_8 } from './shortgpt/tables-7-and-8.ts';

/** Numbers from papers, one per table cell, for comparison with measured numbers. Repaired rows are not comparable with rows of removal only. */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = [
  ...SHORTGPT_TABLES_1_AND_3_TO_6,
  ...SHORTGPT_TABLE_2,
  ...SHORTGPT_TABLES_7_AND_8,
  ...LLM_DROP_RESULTS,
  ...REPLACE_ME_TABLE_1,
  ...REPLACE_ME_TABLES_2_7_AND_9,
  ...LINEAR_PATCH_PERPLEXITY,
  ...LINEAR_PATCH_ACCURACY,
  ...LINEAR_PATCH_ABLATIONS,
  ...PRUNE_AND_COMP_PERPLEXITY,
  ...GHOSTED_LAYERS_RESULTS,
];

/** Lists of removed blocks from papers. */
export const PUBLISHED_REMOVALS: readonly PublishedRemoval[] = [...SHORTGPT_TABLE_9, ...LINEAR_PATCH_TABLE_8, ...PRUNE_AND_COMP_REMOVALS];
