package address

import "strings"

// trackingPrefixes begin the names of parameters that say where a reader came
// from and nothing about the page. The table is our own, from the
// documentation of the analytics and mailing products named beside it.
var trackingPrefixes = []string{
	"utm_", "hsa_", "mtm_", "matomo_", "pk_", "piwik_", // analytics
	"mc_", "_hs", "__hs", "hsct", "vero_", "oly_", "bsft_", "ml_sub", // mailings
	"elqtrack", "spmailing", "spuser", "spjob", "spreport", "et_rid", "dm_i",
	"at_medium", "at_campaign", "at_custom", "at_link", "at_format", "at_ptr", "at_bbc", "at_creation", "at_send", "at_recip", // AT Internet
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee",
	"stm_", "itm_", "wt_mc", "wt.", "cm_mmc", "cm_sp", "sc_cid", "sc_src", "sc_camp",
	"fb_action", "fb_source", "fb_ref", "action_object_map", "action_type_map", "action_ref_map",
	"amp_js", "amp_gsa", "amp_kit", "amp_r", "guce_", "ref_src", "ref_url", "trk_", "trackinginfo",
}

// trackingNames are whole names of such parameters, in lower case.
var trackingNames = setOf(`
	fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid yclid ymclid twclid ttclid syclid
	igshid igsh li_fat_id epik srsltid irclickid irgwc cjevent awc zanpid _ga _gl _openstat _kx _branch_match_id
	_branch_referrer mkwid pcrid rb_clickid s_cid s_kwcid ef_id icid ito cmp cmpid ncid ocid cvid sfmc_sub
	mkt_tok smid smtyp soc_src soc_trk guccounter __twitter_impression tpcc sfnsn mibextid wprov xtor xtref
	spm trk trkinfo trackingid lipi ck_subscriber_id vgo_ee nr_email_referer emc traffic_source
	__s _bta_tid _bta_c utm echobox twitter_impression
	phpsessid jsessionid aspsessionid
	replytocom like_comment relatedposts_hit relatedposts_origin relatedposts_position
	amp ampmode usqp
`)

// doubtfulNames are parameters that some sites use for tracking and others to
// name the page: they go only with a value of carrierWords.
var doubtfulNames = setOf(`ref source src from via share sharetype medium origin
	referer referrer campaign platform mod feature partner`)

// editionNames are parameters that may choose the AMP edition.
var editionNames = setOf(`output outputtype type view format mode`)

// carrierWords are the ways by which a link travels; as a value of a doubtful
// parameter they name the way and not the page.
var carrierWords = setOf(`rss rss2 rss1 rssfeed feed feeds atom email e-mail mail newsletter newsletters push app
	twitter x facebook fb linkedin whatsapp telegram mastodon reddit bluesky threads pinterest tumblr pocket flipboard
	social share sharing share_btn_tw share_btn_fb copy-link copylink url-copy hn hackernews google googlenews google_news
	news.google.com t.co twitter.com facebook.com amp mobile home homepage frontpage front topnews youtu.be`)

// plainQuery drops tracking parameters, and what a feed that escaped its
// ampersands twice left of them. It takes and returns a query with its question
// mark, or "".
func plainQuery(query string) string {
	if query == "" {
		return ""
	}
	kept := []string{}
	for _, param := range strings.Split(query[1:], "&") {
		for strings.HasPrefix(param, "amp;") {
			param = param[len("amp;"):]
		}
		if param == "" || isTracking(param) {
			continue
		}
		kept = append(kept, param)
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + strings.Join(kept, "&")
}

func isTracking(param string) bool {
	name, value, _ := strings.Cut(strings.ToLower(param), "=")
	if trackingNames[name] {
		return true
	}
	for _, prefix := range trackingPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	if name == "m" || name == "mobile" || name == "ismobile" { // the mobile edition switched on or off
		return value == "0" || value == "1"
	}
	if editionNames[name] {
		return value == "amp"
	}
	// "rss----abc" is how one large host marks links of its feeds.
	return doubtfulNames[name] && (carrierWords[value] || strings.HasPrefix(value, "rss-") || strings.HasPrefix(value, "rss_"))
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
