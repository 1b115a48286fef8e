// Package archive unpacks archives that come from elsewhere: zip, tar, tar.gz,
// and single files in gzip. It writes regular files and folders below one
// folder and nothing else: names that leave it, links, devices, names that
// come twice, and archives of more files or bytes than were agreed on are
// refused, and then nothing is left behind.
package archive
