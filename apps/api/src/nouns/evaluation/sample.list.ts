import { sql } from '@lamina/database';
import { Float, Int } from 'type-graphql';
import { columnsOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf } from '../../data/filters.ts';
import { Node, nodeType } from '../../data/node.type.ts';
import { by } from '../../data/order-column.ts';
import { field, nullable } from '../../paging/field.ts';
import { ascending } from '../../paging/list-args.ts';

@nodeType("A model's answer to one document of a benchmark.")
class Sample extends Node {
  @field(String, "The document's id in the benchmark.") readonly documentId!: string;
  @field(Int, 'Position of the document in the benchmark, starting at 0.') readonly position!: number;
  @field([Float], 'Log-likelihoods in nats: one per choice, or one for a perplexity document.') readonly logLikelihoods!: readonly number[];
  @nullable(Int, 'Index of the correct choice, starting at 0; null for a perplexity document.') readonly gold!: number | null;
  @nullable(Float, "This document's value of the evaluation's metric.") readonly value!: number | null;
}

/** Models' answers, document by document. */
export const SAMPLES = defineList({
  name: 'Sample',
  type: Sample,
  columns: { ...columnsOf('sa', 'documentId', 'position', 'logLikelihoods', 'gold', 'value') },
  from: sql`"Sample" sa`,
  key: sql`sa."id"`,
  links: { evaluation: { column: sql`sa."evaluationId"` } },
  filter: { documentIds: anyOf(String, sql`sa."documentId"`, 'Any of these document ids.') },
  order: {
    POSITION: by.whole(sql`sa."position"`, 'Position in the benchmark.'),
    VALUE: by.number(sql`sa."value"`, 'Value.', { isNullable: true }),
  },
  defaultOrder: { words: 'by position', columns: [ascending('POSITION')] },
});
