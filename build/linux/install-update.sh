#!/bin/sh
# Installs a release that an agent at this computer has left in the inbox, as root. It trusts neither the agent nor its endpoint: only
# what the publisher of the installed package signed, and nothing older than that publisher lets come back.
#   --on    makes the inbox and turns the service on (systemd); agents load updates from then on
#   --off   turns both off
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
umask 022
about=/opt/TouchLedger/resources/updates
state=/var/lib/touchledger
inbox=$state/inbox
unit=touchledger-update.path
most_bytes=1073741824

has_systemd() { [ -d /run/systemd/system ]; }

case "${1:-}" in
--on)
  if [ ! -s "$about/key.pem" ]; then
    echo "This package was built without its publisher's key, so it takes no updates." >&2
    exit 1
  fi
  mkdir -p "$inbox"
  # Everybody may leave something there, and only root sees what others left.
  chmod 1733 "$inbox"
  if has_systemd; then systemctl enable --now "$unit"; else echo "There is no systemd: run $0 by a timer of your own." >&2; fi
  exit 0
  ;;
--off)
  if has_systemd; then systemctl disable --now "$unit"; fi
  rm -rf "$inbox"
  exit 0
  ;;
esac

# The later of two versions.
later() { if dpkg --compare-versions "$1" gt "$2"; then echo "$1"; else echo "$2"; fi; }
oldest() {
  stated=$(cat "$about/oldest" 2> /dev/null || dpkg-query -W -f '${Version}' touchledger)
  later "$stated" "$(cat "$state/oldest" 2> /dev/null || echo 0)"
}
keep_oldest() {
  oldest > "$state/oldest.next"
  mv -f "$state/oldest.next" "$state/oldest"
}

# check DIR: what is wrong with the copies in a folder of root's; nothing: they may be installed.
check() {
  if ! openssl pkeyutl -verify -pubin -inkey "$about/key.pem" -rawin -in "$1/release.json" -sigfile "$1/release.sig" > /dev/null 2>&1; then
    echo "its publisher did not sign it"
    return
  fi
  # What is signed names each file by its hash, and nothing else in it has this form.
  sum=$(sha512sum < "$1/package.deb" | cut -d ' ' -f 1)
  if ! grep -qF "\"$sum\"" "$1/release.json"; then
    echo "the package is not the one that was signed"
    return
  fi
  if [ "$(dpkg-deb -f "$1/package.deb" Package)" != touchledger ]; then
    echo "it is another package"
    return
  fi
  version=$(dpkg-deb -f "$1/package.deb" Version)
  now=$(dpkg-query -W -f '${Version}' touchledger)
  if dpkg --compare-versions "$version" lt "$now" && dpkg --compare-versions "$version" lt "$(oldest)"; then
    echo "version $version is older than $(oldest), the oldest that may come back"
  fi
}

# Copies are read from, so that nobody changes them after they were checked. A pipe or an endless file does not hold root up.
copy() { timeout 300 head -c "$most_bytes" -- "$1" > "$2" 2> /dev/null || true; }

keep_oldest
for left in "$inbox"/release-*; do
  [ -e "$left" ] || [ -L "$left" ] || continue
  work=$(mktemp -d "$state/work-XXXXXX")
  if [ -d "$left" ] && [ ! -L "$left" ]; then
    for name in release.json release.sig package.deb; do copy "$left/$name" "$work/$name"; done
    why=$(check "$work")
  else
    why="it is no folder"
  fi
  rm -rf -- "$left"
  if [ -n "$why" ]; then
    echo "An update in the inbox is refused: $why." >&2
  elif [ "$(dpkg-deb -f "$work/package.deb" Version)" != "$(dpkg-query -W -f '${Version}' touchledger)" ]; then
    # apt-get changes nothing where the package's requirements cannot be met.
    if DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends --no-remove --allow-downgrades \
      -o Dpkg::Options::=--force-confold "$work/package.deb"; then
      keep_oldest
    else
      echo "An update could not be installed; the version before it stays." >&2
    fi
  fi
  rm -rf -- "$work"
done
