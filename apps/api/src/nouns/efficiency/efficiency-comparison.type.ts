import { Field, Float, ObjectType } from 'type-graphql';

/** A form of a model beside the dense one. */
@ObjectType({
  simpleResolvers: true,
  description:
    'What a pruned model costs beside the dense one, both measured by the same machine, device, provider, threads, batch and lengths.',
})
export class EfficiencyComparison {
  @Field(() => Float, { description: 'Prompt tokens per second / those of the dense model: above 1 = faster.' })
  readonly prefillSpeedup!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Written tokens per second / those of the dense model; null for a model without caches.',
  })
  readonly decodeSpeedup!: number | null;

  @Field(() => Float, { description: 'Largest memory / that of the dense model.' })
  readonly peakMemoryRatio!: number;

  @Field(() => Float, { description: 'Bytes of weights / those of the dense model.' })
  readonly weightsRatio!: number;
}
