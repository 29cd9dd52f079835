import { Field, InputType, Int } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';

/** Layers that were removed elsewhere. */
@InputType({ description: 'Layers that were removed elsewhere before the model was evaluated: stored as a pruning, once.' })
export class ImportedRemovalInput {
  @Field(() => [Int], { description: "Removed layers, each once, in the dense model's numbering." })
  readonly removed!: readonly number[];

  @Field(() => Strategy, { nullable: true, defaultValue: Strategy.EXPLICIT, description: 'How they were chosen.' })
  readonly strategy?: Strategy | null;

  @Field(() => Int, { nullable: true, description: 'Seed of a random strategy.' })
  readonly seed?: number | null;
}
