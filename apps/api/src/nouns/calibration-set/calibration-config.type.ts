import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';

/** One way to cut a calibration set into windows with one tokenizer. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'One way to cut a calibration set into windows with one tokenizer.' })
export class CalibrationConfig extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly calibrationSetKey!: string;

  @Field(() => String, { description: 'SHA-256 over everything below.' })
  readonly digest!: string;

  @Field(() => Int, { description: 'Tokens per window.' })
  readonly window!: number;

  @Field(() => Int, { description: 'Tokens from the start of one window to the start of the next.' })
  readonly stride!: number;

  @Field(() => BosPolicy, { description: 'When a begin-of-sequence token leads a window.' })
  readonly bos!: BosPolicy;

  @Field(() => Int, { nullable: true, description: 'Most windows that were asked for; null = the whole text.' })
  readonly windowLimit!: number | null;

  @Field(() => String, { nullable: true, description: "Which documents were taken, 'k/n' = the k-th of every n; null = all." })
  readonly documentPart!: string | null;

  @Field(() => Int, { description: 'Windows cut.' })
  readonly windowCount!: number;

  @Field(() => Int, { description: 'Tokens in all windows.' })
  readonly tokenCount!: number;

  @Field(() => Int, { description: 'Documents that the windows come from.' })
  readonly documentCount!: number;

  @Field(() => String, { description: 'SHA-256 of the token ids.' })
  readonly idsSha256!: string;
}
