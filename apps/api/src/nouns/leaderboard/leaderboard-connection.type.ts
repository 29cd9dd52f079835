import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Connection, Edge } from '../../paging/create-connection-type.ts';
import { PageInfo } from '../../paging/page-info.type.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { LeaderboardRow } from './leaderboard-row.type.ts';

@ObjectType({ simpleResolvers: true, description: 'One row of the leaderboard.' })
class LeaderboardEdge implements Edge<LeaderboardRow> {
  @Field(() => String, { description: 'Opaque place of this row: stable while rows are added around it.' })
  readonly cursor!: string;

  @Field(() => LeaderboardRow, { description: 'The row.' })
  readonly node!: LeaderboardRow;
}

/** A page of the leaderboard, with the settings that made it. */
@ObjectType({ simpleResolvers: true, description: 'A page of the leaderboard, with the settings that made it.' })
export class LeaderboardConnection implements Omit<Connection<LeaderboardRow>, 'countRows'> {
  @Field(() => [LeaderboardEdge], { description: 'The rows with their cursors.' })
  readonly edges!: readonly LeaderboardEdge[];

  @Field(() => [LeaderboardRow], { description: 'The rows alone.' })
  readonly nodes!: readonly LeaderboardRow[];

  @Field(() => PageInfo, { description: 'Where this page stands in the whole list.' })
  readonly pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many rows the filter matches, over all pages.' })
  readonly totalCount!: number;

  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null when there are none.' })
  readonly lane!: string | null;

  @Field(() => [String], { description: 'All lanes that hold evaluations of prunings, largest first.' })
  readonly lanes!: readonly string[];

  @Field(() => Strategy, { nullable: true, description: 'Strategy of the prunings; null = best of all.' })
  readonly strategy!: Strategy | null;

  @Field(() => Float, { description: 'Share of layers removed at most.' })
  readonly removedRatio!: number;

  @Field(() => [String], { description: 'Names of the multiple-choice benchmarks in the average.' })
  readonly benchmarks!: readonly string[];
}
