import { Ctx, Int, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { field, outputType } from '../../paging/field.ts';

@outputType('How many requests the caller may still send, after this one.')
export class RateLimit {
  @field(Int, 'Requests allowed in one time window.') readonly limit!: number;
  @field(Int, 'Requests left in the current window.') readonly remaining!: number;
  @field(Int, 'Seconds until the window ends.') readonly resetSeconds!: number;
}

/** How many requests the caller may still send. */
@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, { nullable: true, description: 'How many requests the caller may still send; null if there is no limit.' })
  rateLimit(@Ctx() { rateState }: RequestContext): RateLimit | null {
    return rateState;
  }
}
