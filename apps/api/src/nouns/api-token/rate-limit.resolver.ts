import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';

/** How many requests the caller may still send. */
@ObjectType({ simpleResolvers: true, description: 'How many requests the caller may still send, this one counted.' })
export class RateLimit {
  @Field(() => Int, { description: 'Requests of one window.' })
  readonly limit!: number;

  @Field(() => Int, { description: 'Requests left in this window.' })
  readonly remaining!: number;

  @Field(() => Int, { description: 'Seconds until the window ends.' })
  readonly resetSeconds!: number;
}

/** How many requests the caller may still send. */
@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, { nullable: true, description: 'How many requests the caller may still send; null where nobody is limited.' })
  rateLimit(@Ctx() { rateState }: RequestContext): RateLimit | null {
    return rateState;
  }
}
