import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType("A model's answer to one document of a benchmark.")
export class Sample extends Node {
  @field(String, "The document's id in the benchmark.") readonly documentId!: string;
  @field(Int, 'Position of the document in the benchmark, starting at 0.') readonly position!: number;
  @field([Float], 'Log-likelihoods in nats: one per choice, or one for a perplexity document.') readonly logLikelihoods!: readonly number[];
  @nullable(Int, 'Index of the correct choice, starting at 0; null for a perplexity document.') readonly gold!: number | null;
  @nullable(Float, "This document's value of the evaluation's metric.") readonly value!: number | null;
}
