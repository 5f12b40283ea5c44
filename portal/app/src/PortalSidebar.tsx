import { Sidebar, SidebarDivider, SidebarGroup, SidebarItem, SidebarSpace } from '@backstage/core-components';
import type { NavContentComponentProps, NavContentNavItem } from '@backstage/plugin-app-react';
import { RiMenuLine, RiSettings3Line } from '@remixicon/react';
import { PortalMark } from './PortalMark';

function PortalSidebarItem(props: NavContentNavItem) {
  return <SidebarItem to={props.href} icon={() => props.icon} text={props.title} />;
}

/** The sidebar: Livery first, then what else is installed, the settings at the end. */
export function PortalSidebar(props: NavContentComponentProps) {
  const items = props.navItems.withComponent(PortalSidebarItem);
  const livery = items.take('page:livery');
  const settings = items.take('page:user-settings');
  return (
    <Sidebar>
      <PortalMark />
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<RiMenuLine />}>
        {livery}
        {items.rest({ sortBy: 'title' })}
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup label="Settings" icon={<RiSettings3Line />} to="/settings">
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
}
