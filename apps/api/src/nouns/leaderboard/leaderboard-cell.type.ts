import { Field, Float, ObjectType } from 'type-graphql';

/** One benchmark of one leaderboard row. */
@ObjectType({ simpleResolvers: true, description: 'One benchmark of one leaderboard row.' })
export class LeaderboardCell {
  @Field(() => String, { description: 'Name of the benchmark.' })
  readonly benchmark!: string;

  @Field(() => String, { description: 'Name of the metric.' })
  readonly metric!: string;

  @Field(() => Float, { nullable: true, description: 'Value of the dense model; null when it is not measured yet.' })
  readonly denseValue!: number | null;

  @Field(() => Float, { nullable: true, description: 'Value of the pruned model; null when it is not measured yet.' })
  readonly value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the value.' })
  readonly standardError!: number | null;

  @Field(() => Float, { nullable: true, description: 'Value / dense value; for perplexity above 1 is a loss.' })
  readonly retention!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the retention, paired.' })
  readonly retentionStandardError!: number | null;
}
