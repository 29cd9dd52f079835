import { Ctx, Int, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { field, outputType } from '../../paging/field.ts';

@outputType('How many points of cost the caller may still spend, after this request.')
export class RateLimit {
  @field(Int, 'Points that may be spent at once, and that are refilled evenly in a minute.') readonly limit!: number;
  @field(Int, 'Points left.') readonly remaining!: number;
  @field(Int, 'Seconds until all points are available again.') readonly resetSeconds!: number;
}

/** How many points the caller may still spend. */
@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, { nullable: true, description: 'How many points of cost the caller may still spend; null if there is no limit.' })
  rateLimit(@Ctx() { budget }: RequestContext): RateLimit | null {
    return budget?.state ?? null;
  }
}
