import { Field, InputType } from 'type-graphql';
import { BenchmarkKind } from './benchmark-kind.ts';

/** Which Benchmark rows a list holds. */
@InputType({ description: 'Which Benchmark rows are listed: all conditions must hold; one that is null does not count.' })
export class BenchmarkFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these names.' })
  readonly names?: readonly string[] | null;

  @Field(() => BenchmarkKind, { nullable: true, description: 'What it asks of a model.' })
  readonly kind?: BenchmarkKind | null;

  @Field(() => String, { nullable: true, description: 'What it tests.' })
  readonly category?: string | null;
}
