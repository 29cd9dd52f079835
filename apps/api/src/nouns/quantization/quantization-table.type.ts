import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** Which came first. */
export const QuantizationOrder = defineEnum(
  'QuantizationOrder',
  'Which came first. Weights are rounded one by one, so that the same layers give the same model in both orders: the orders differ in whose scores choose them.',
  {
    DENSE: 'No layer is removed.',
    QUANTIZE_THEN_REMOVE: "The layers were chosen by this form's own scores.",
    REMOVE_THEN_QUANTIZE: "The layers were chosen by the original's scores.",
  },
);
export type QuantizationOrder = ValueOf<typeof QuantizationOrder>;

/** One benchmark of a row. */
@ObjectType({ simpleResolvers: true, description: 'One metric of one benchmark of a form of a model.' })
export class QuantizationCell {
  @Field(() => String, { description: 'Name of the benchmark.' })
  readonly benchmark!: string;

  @Field(() => String, { description: "Name of the metric: 'acc', or 'word_perplexity' of a text." })
  readonly metric!: string;

  @Field(() => Float, { description: 'Its value.' })
  readonly value!: number;

  @Field(() => Float, { nullable: true, description: 'Its standard error.' })
  readonly standardError!: number | null;
}

/** One precision with so many layers removed. */
@ObjectType({ simpleResolvers: true, description: 'One precision with so many layers removed.' })
export class QuantizationRow {
  @Field(() => String, { description: 'Short name of the model in this precision.' })
  readonly model!: string;

  @Field(() => String, { description: 'What its weights are stored as.' })
  readonly precision!: string;

  @Field(() => QuantizationOrder, { description: 'Which came first.' })
  readonly order!: QuantizationOrder;

  @Field(() => Strategy, { nullable: true, description: 'Strategy that chose the layers; null for the dense model.' })
  readonly strategy!: Strategy | null;

  @Field(() => Int, { description: 'Removed layers.' })
  readonly removedCount!: number;

  @Field(() => [Int], { description: 'The removed layers, ascending.' })
  readonly removed!: readonly number[];

  @Field(() => Float, {
    nullable: true,
    description: 'Mean accuracy over the multiple-choice benchmarks that every row with one has; null without any.',
  })
  readonly averageAccuracy!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Word perplexity, geometric mean over the perplexity texts that every row with one has; null without any.',
  })
  readonly perplexity!: number | null;

  @Field(() => [QuantizationCell], { description: 'Every benchmark, by name.' })
  readonly cells!: readonly QuantizationCell[];

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'Bytes of all weights; null where efficiency was not measured.' })
  readonly weightsBytes!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Prompt tokens per second, one text at a time, median; null where it was not measured.',
  })
  readonly prefillTokensPerSecond!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Written tokens per second, one text at a time, median; null where it was not measured.',
  })
  readonly decodeTokensPerSecond!: number | null;

  @Field(() => String, { nullable: true, description: 'Machine that measured the speeds.' })
  readonly machine!: string | null;
}

/** Precision by removed layers. */
@ObjectType({
  simpleResolvers: true,
  description: 'A model and its quantized forms, with and without layers: do quantization and removal go together?',
})
export class QuantizationTable {
  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null when there are none.' })
  readonly lane!: string | null;

  @Field(() => Boolean, {
    description: 'Whether all speeds come from one machine, device, provider and number of threads; otherwise they do not compare.',
  })
  readonly isOneMachine!: boolean;

  @Field(() => [QuantizationRow], { description: 'Rows by precision (the original first), removed layers and order.' })
  readonly rows!: readonly QuantizationRow[];
}
