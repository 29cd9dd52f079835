import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Metric } from '../vocabulary/metric.ts';
import { OrderAgreement } from './order-agreement.type.ts';

/** One scoring of the model. */
@ObjectType({ description: 'One of the ways in which the model was scored.' })
export class SensitivityRun {
  readonly scoreRunKey!: string;

  @Field(() => Int, { simple: true, description: 'Its number in this list, which pairs refer to.' })
  readonly index!: number;

  @Field(() => String, { simple: true, description: 'Calibration set and how it was cut, in words.' })
  readonly label!: string;

  @Field(() => [Int], { simple: true, description: 'The lowestCount lowest layers, lowest first.' })
  readonly lowest!: readonly number[];
}

/** Two scorings of the model. */
@ObjectType({ description: 'How far two scorings of the model agree.' })
export class SensitivityPair extends OrderAgreement {
  @Field(() => Int, { simple: true, description: 'Index of the one run.' })
  readonly first!: number;

  @Field(() => Int, { simple: true, description: 'Index of the other run.' })
  readonly second!: number;

  @Field(() => Boolean, { simple: true, description: 'Both read the same documents, which the bootstrap then draws for both at once.' })
  readonly isPaired!: boolean;
}

/** How much the order of the layers depends on the calibration. */
@ObjectType({
  simpleResolvers: true,
  description: 'How much the order of the layers depends on the text and the windows that the model is scored on.',
})
export class CalibrationSensitivity {
  @Field(() => Metric, { description: 'The metric.' })
  readonly metric!: Metric;

  @Field(() => Int, { description: 'How many lowest layers are looked at.' })
  readonly lowestCount!: number;

  @Field(() => Int, { description: 'Draws of the bootstrap.' })
  readonly draws!: number;

  @Field(() => [SensitivityRun], { description: 'The newest run of each calibration, oldest calibration first.' })
  readonly runs!: readonly SensitivityRun[];

  @Field(() => [SensitivityPair], { description: 'Every pair of runs.' })
  readonly pairs!: readonly SensitivityPair[];

  @Field(() => [Float], {
    description: 'For each layer the share of runs that have it among their lowest: 0 or 1 = the calibration makes no difference.',
  })
  readonly lowestShare!: readonly number[];

  @Field(() => Float, {
    nullable: true,
    description: 'Lowest overlap of any pair: 1 = the calibration makes no difference; null with one run.',
  })
  readonly worstJaccard!: number | null;
}
