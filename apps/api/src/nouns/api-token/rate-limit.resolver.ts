import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { RateLimit } from './rate-limit.type.ts';

/** How many requests the caller may still send. */
@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, { nullable: true, description: 'How many requests the caller may still send; null where nobody is limited.' })
  rateLimit(@Ctx() { rateState }: RequestContext): RateLimit | null {
    return rateState;
  }
}
