import { parseEcrHost } from '../amazon/ecrHost';
import type { TargetRules } from '../TargetRules';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repositoryName = /^(?:[a-z\d]+(?:[._-][a-z\d]+)*\/)*[a-z\d]+(?:[._-][a-z\d]+)*$/;
const MINIMUM_LENGTH = 2;
const MAXIMUM_LENGTH = 256;

const DOCUMENTATION = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html';

/** The private registry of an AWS account in one region. */
export const amazon: TargetRules = {
  kind: 'aws_ecr',
  title: 'Amazon ECR',
  hosts: /\.dkr[.-]ecr(?:-fips)?\.[a-z\d-]+\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/,
  isSelfHosted: false,
  example: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app',
  documentation: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-create.html',
  login: {
    tokenUser: 'AWS',
    advice: 'Use an access key or a role: it is changed for a login token of twelve hours.',
    documentation: DOCUMENTATION,
    command(registry) {
      const region = parseEcrHost(registry)?.region ?? '<region>';
      return `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${registry}`;
    },
    check({ username }) {
      return username === 'AWS'
        ? undefined
        : {
            why: `Amazon ECR knows no user ${JSON.stringify(username)}: its user is always "AWS", with a login token`,
            hint: 'Give an access key, which is changed for a login token, or the output of "aws ecr get-login-password" as the password of "AWS".',
          };
    },
  },
  check(repository, registry) {
    if (!parseEcrHost(registry)) {
      return {
        why: `its host does not start with an AWS account, which has 12 digits`,
        hint: 'Write <account>.dkr.ecr.<region>.amazonaws.com, as the console shows it.',
      };
    }
    if (repository.length < MINIMUM_LENGTH || repository.length > MAXIMUM_LENGTH) {
      return {
        why: `Amazon ECR takes names of ${MINIMUM_LENGTH} to ${MAXIMUM_LENGTH} characters, and this has ${repository.length}`,
        hint: 'Choose another name.',
      };
    }
    return repositoryName.test(repository)
      ? undefined
      : {
          why: `Amazon ECR takes one dot, dash or underscore at a time, and ${repository} has two together`,
          hint: 'Choose another name.',
        };
  },
};
