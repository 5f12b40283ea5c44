import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** How `livery:brand:apply` is used. */
export const examples: TemplateExample[] = [
  {
    description: 'Carry out a run that was started on the Livery page.',
    example: stringify({
      steps: [
        {
          id: 'brand',
          name: 'Brand the app',
          action: 'livery:brand:apply',
          input: { runId: '5b1c1d1a-6f0e-4a52-9d0a-0c9b4d3a7e11' },
        },
      ],
    }),
  },
  {
    description: 'Apply a brand template to a git repository.',
    example: stringify({
      steps: [
        {
          id: 'brand',
          name: 'Brand the app',
          action: 'livery:brand:apply',
          input: {
            brandTemplate: 'Acme Assistant',
            url: 'https://github.com/open-webui/open-webui',
            ref: 'v0.6.5',
          },
        },
      ],
    }),
  },
  {
    description: 'Apply a brand template to an upstream that the portal knows by name.',
    example: stringify({
      steps: [
        {
          id: 'brand',
          name: 'Brand the app',
          action: 'livery:brand:apply',
          input: { brandTemplate: 'Acme Assistant', upstream: 'open-webui' },
        },
      ],
    }),
  },
];
