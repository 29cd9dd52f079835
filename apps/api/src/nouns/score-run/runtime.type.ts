import { Field, Int, ObjectType } from 'type-graphql';

/** What computed a number. */
@ObjectType({ simpleResolvers: true, description: 'What computed a number.' })
export class Runtime {
  @Field(() => String, { description: "Execution provider, as 'cpu' or 'cuda'." })
  readonly provider!: string;

  @Field(() => String, {
    nullable: true,
    description: "What the provider computed on, as 'AMD EPYC 7B13, 2 logical cores'; null in rows from before it was recorded.",
  })
  readonly device!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why no provider that was wanted more was used, as 'cuda: not installed'; null where the first choice worked.",
  })
  readonly fallback!: string | null;

  @Field(() => String, { description: 'Version of ONNX Runtime.' })
  readonly version!: string;

  @Field(() => Int, { description: 'Threads it was given.' })
  readonly threads!: number;

  @Field(() => String, { description: 'Number format of the computation.' })
  readonly precision!: string;
}
