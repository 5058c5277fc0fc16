#!/bin/sh
# enter.sh ROOT USER COMMAND…: runs a command on the computer whose files are below ROOT, as its user. By pivot_root, as a computer
# starts: below chroot the kernel keeps user namespaces from people, and Chromium's sandbox with them.
set -e
root=$1 user=$2
shift 2
mount --rbind "$root" "$root"
cd "$root"
pivot_root . mnt
umount -l /mnt
cd /
home=$(getent passwd "$user" | cut -d: -f6)
cd "$home"
exec setpriv --reuid="$user" --regid="$user" --init-groups env -i HOME="$home" USER="$user" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive DISPLAY="$DISPLAY" XDG_SESSION_TYPE=x11 XDG_CURRENT_DESKTOP=openbox "$@"
